# Two commands do everything on a fresh machine with a Swift toolchain: `make run` and `make test`.
# What they do is in scripts/, to be read.

PREFIX ?= /usr/local
DESTDIR ?=
export PREFIX DESTDIR

.PHONY: run build test install bench lint schema clean help

run:       ## install what is missing, build a release, start the lab
	@scripts/run

build:     ## lab, lab-workload and its links, in .build/release
	@scripts/build

test:      ## build, and test everything; the last line says how many passed
	@scripts/test

install:   ## into PREFIX (/usr/local), below DESTDIR if given
	@scripts/install

bench:     ## the benchmarks, side by side with their reference programs
	@scripts/bench

lint:      ## the style of the code, the scripts, the course
	@scripts/lint

schema:    ## Documentation/exercise.schema.json and REFERENCE.md, from the predicate kinds
	@scripts/schema

clean:     ## remove what was built; downloaded packages stay
	@swift=$$(scripts/find-swift) && "$$swift" package clean

help:
	@sed -n 's/^\([a-z]*\): *## /\1\t/p' Makefile
