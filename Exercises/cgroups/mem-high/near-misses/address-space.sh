# A limit of the process: beyond it the trainer is refused memory; the group isn't held back.
prlimit --pid $job --as=$(({{high}} << 20)):
