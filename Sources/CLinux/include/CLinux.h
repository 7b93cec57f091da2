#pragma once
/* One header a kernel interface; see each for its manual page. */
#include "directory.h"
#include "machine.h"
#include "network.h"
#include "process.h"
#include "random.h"
#include "scheduling.h"
#include "socket.h"
#include "spawn.h"
#include "terminal.h"
#include "workload.h"
