def make_problems(folder, replies):
    pass
