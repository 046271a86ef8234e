// cp.async: copies that arrive when they are waited for, and not before.
#pragma once
#include "machine.h"

namespace emulation {

// Fails if a thread exits with copies it never waited for.
void refuse_pending_copies(Fiber* fiber);

}  // namespace emulation
