"""What a student practised: gradings and hints remembered, where each topic stands, what comes next."""
