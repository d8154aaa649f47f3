"""Labs ready to use: a steppable of its own each, or a learner's model, with the panels that suit it."""
