KEY, CREATE = 0x5EC2E7, 0o1000
libc.shmget(KEY, 4096, CREATE | 0o666)
libc.msgget(KEY, CREATE | 0o666)
libc.semget(KEY, 1, CREATE | 0o666)
libc.mq_open(b"/planted", os.O_RDWR | os.O_CREAT, 0o666, None)
libc.shm_open(b"/planted", os.O_RDWR | os.O_CREAT, 0o666)
