os._exit(71)
