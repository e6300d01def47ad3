"""How Gongjian is put on a machine: the embedded stack, the command line, images and seeds."""
