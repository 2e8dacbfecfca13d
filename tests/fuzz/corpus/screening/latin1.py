# café
def build_model(): pass
