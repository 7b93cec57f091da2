#pragma once
/* One header a kernel interface; see each for its manual page. */
#include "process.h"
#include "spawn.h"
#include "terminal.h"
