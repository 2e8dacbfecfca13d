def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    return iter(()), []
