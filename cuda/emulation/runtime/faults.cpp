#include "faults.h"

#include <dlfcn.h>
#include <signal.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstring>

#include "errors.h"
#include "pages.h"
#include "scheduler.h"
#include "shared_memory.h"

namespace emulation {
namespace {

constexpr int SIGNALS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr size_t SIGNAL_STACK_BYTES = 64 << 10;

struct Fault {
  int signal = 0;  // 0: none
  bool timeout = false, write = false;
  const char* address = nullptr;
  const void* instruction = nullptr;
  const Fiber* fiber = nullptr;
};
Fault fault;
struct sigaction earlier[65];

// Not a kernel's: whoever handled the signal before shall do so now.
void hand_over(int signal_number, siginfo_t* info, void* context) {
  const struct sigaction& before = earlier[signal_number];
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal_number, info, context);
  } else if (before.sa_handler == SIG_DFL) {
    signal(signal_number, SIG_DFL);  // returns to the instruction, which faults again
  } else if (before.sa_handler != SIG_IGN) {
    before.sa_handler(signal_number);
  }
}

// Notes the fault and lets the interrupted thread go on in the launch instead of in the kernel.
void on_signal(int signal_number, siginfo_t* info, void* interrupted) {
  ucontext_t* context = static_cast<ucontext_t*>(interrupted);
  const bool timeout = info->si_code == SI_TIMER;
  if (!current) {
    // Time is up between two blocks: the launch is about to end, or the next block will see it.
    if (!timeout) hand_over(signal_number, info, interrupted);
    return;
  }
  greg_t* registers = context->uc_mcontext.gregs;
  fault.signal = signal_number;
  fault.timeout = timeout;
  fault.write = (registers[REG_ERR] & 2) != 0;
  fault.address = static_cast<const char*>(info->si_addr);
  fault.instruction = reinterpret_cast<const void*>(registers[REG_RIP]);
  fault.fiber = current_fiber();
  machine.broken_off = true;
  current = nullptr;
  registers[REG_RDI] = reinterpret_cast<greg_t>(machine.host_context);
  registers[REG_RIP] = reinterpret_cast<greg_t>(&emulation_jump);
}

std::string describe_address(const DeviceMemory& memory) {
  const char* address = fault.address;
  const std::string shared = describe_shared(address);
  if (!shared.empty()) return shared;
  const char* stack = fault.fiber->stack;
  if (address < stack && address >= stack - (1 << 20)) {
    return "overflow of the thread's stack (are local arrays too large?)";
  }
  if (address == nullptr) return "null, or no canonical address";
  return "global memory, " + memory.describe(address);
}

std::string describe_fault(const DeviceMemory& memory) {
  if (fault.timeout) {
    return format("no end after %ld s (STEGO_EMULATION_TIMEOUT): an endless loop, or a thread that "
                  "waits for a block that has not begun?",
                  machine.settings.timeout_seconds);
  }
  if (fault.signal == SIGFPE) return "integer division by zero";
  if (fault.signal == SIGILL) {
    return "undefined behaviour: bound of a local array, null, misaligned address, overflow of an "
           "integer, shift or conversion";
  }
  return format("illegal %s at %p: ", fault.write ? "write" : "read",
                static_cast<const void*>(fault.address)) +
         describe_address(memory);
}

bool in_runtime(const void* instruction) {
  Dl_info here, there;
  return dladdr(reinterpret_cast<void*>(&emulation_jump), &here) && dladdr(instruction, &there) &&
         here.dli_fbase == there.dli_fbase;
}

}  // namespace

struct FaultGuard::State {
  stack_t own_stack, earlier_stack;
  timer_t timer;
  bool timed;
};

FaultGuard::FaultGuard(long timeout_seconds) : state(new State) {
  fault = Fault();
  static char* signal_stack = map_pages(SIGNAL_STACK_BYTES);
  memset(&state->own_stack, 0, sizeof state->own_stack);
  state->own_stack.ss_sp = signal_stack;
  state->own_stack.ss_size = SIGNAL_STACK_BYTES;
  sigaltstack(&state->own_stack, &state->earlier_stack);

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigfillset(&action.sa_mask);
  for (int signal_number : SIGNALS) sigaction(signal_number, &action, &earlier[signal_number]);

  // The alarm comes as SIGILL: it must reach this very thread, and a JVM blocks other signals.
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGILL;
  event._sigev_un._tid = gettid();
  state->timed = timer_create(CLOCK_MONOTONIC, &event, &state->timer) == 0;
  if (state->timed) {
    struct itimerspec time;
    memset(&time, 0, sizeof time);
    time.it_value.tv_sec = timeout_seconds;
    time.it_interval.tv_sec = 1;  // again, should the first one come between two blocks
    timer_settime(state->timer, 0, &time, nullptr);
  }
}

FaultGuard::~FaultGuard() {
  if (state->timed) timer_delete(state->timer);
  for (int signal_number : SIGNALS) sigaction(signal_number, &earlier[signal_number], nullptr);
  sigaltstack(&state->earlier_stack, nullptr);
  delete state;
}

void FaultGuard::report(const DeviceMemory& memory) {
  if (!fault.signal) return;
  // A fault inside the runtime happened on behalf of the kernel that called it.
  const void* instruction = fault.instruction;
  const void* call = fault.fiber->runtime_call;
  if (in_runtime(instruction) && call) instruction = static_cast<const char*>(call) - 1;
  record_error(describe_fault(memory) + "\n  at " + source_line(instruction) + "\n  at " +
               place_of(fault.fiber));
  fault = Fault();
}

std::string source_line(const void* instruction) {
  Dl_info library;
  if (!dladdr(instruction, &library) || !library.dli_fname) return "?";
  const ptrdiff_t offset =
      static_cast<const char*>(instruction) - static_cast<const char*>(library.dli_fbase);
  std::string line = format("%s+0x%tx", library.dli_fname, offset);
  // binutils' addr2line lists the inlined calls from the inside out.
  FILE* lines = popen(
      format("addr2line -i -e '%s' 0x%tx 2>/dev/null", library.dli_fname, offset).c_str(), "r");
  if (!lines) return line;
  char text[512];
  while (fgets(text, sizeof text, lines)) {
    text[strcspn(text, " \n")] = 0;
    if (text[0] == '?') break;
    line = text;
    if (!strstr(text, "/emulation/host/") && !strstr(text, "gpu.cuh")) break;
  }
  pclose(lines);
  return line;
}

}  // namespace emulation
