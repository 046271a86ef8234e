#include "access_statistics.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <vector>

#include "../runtime/errors.h"
#include "../runtime/machine.h"
#include "ordering.h"

namespace emulation {
namespace check {
namespace {

constexpr uint64_t SECTOR = 32, BANKS = 32, BANK_WORD = 4;

struct Request {
  uint64_t addresses[WARP];
  unsigned lanes;
};

struct Cost {
  unsigned actual, ideal;
};

struct Total {
  AccessSite site;
  uint64_t requests, actual, ideal;
  unsigned worst;
};

// Requests of one instruction and one warp that not all lanes have come to yet.
struct Gathering {
  std::deque<Request> requests;
  uint32_t complete;         // requests that are gone from the front
  uint32_t executed[WARP];   // how often each lane has executed the instruction
};

bool counting = false;
std::map<uint32_t, Total> totals;  // by instruction
std::map<std::pair<uint32_t, unsigned>, Gathering> gatherings;  // by instruction and warp

template <class Body>
void for_lanes(const Request& request, int begin, int end, Body body) {
  for (int lane = begin; lane < end; lane++) {
    if (request.lanes >> lane & 1) body(request.addresses[lane]);
  }
}

// 32 banks of 4 bytes; requests of 8 bytes go by half warps, of 16 by quarters. A pass serves one
// word of each bank.
Cost shared_cost(const Request& request, size_t bytes) {
  const int group = bytes <= 4 ? 32 : bytes == 8 ? 16 : 8;
  Cost cost = {0, 0};
  for (int begin = 0; begin < WARP; begin += group) {
    std::set<uint64_t> words[BANKS];
    size_t passes = 0;
    for_lanes(request, begin, begin + group, [&](uint64_t address) {
      for (uint64_t at = address; at < address + bytes; at += BANK_WORD) {
        std::set<uint64_t>& bank = words[at / BANK_WORD % BANKS];
        bank.insert(at / BANK_WORD);
        passes = std::max(passes, bank.size());
      }
    });
    cost.actual += static_cast<unsigned>(passes);
    cost.ideal += passes > 0;
  }
  return cost;
}

Cost global_cost(const Request& request, size_t bytes) {
  std::set<uint64_t> sectors, addresses;
  for_lanes(request, 0, WARP, [&](uint64_t address) {
    sectors.insert(address / SECTOR);
    sectors.insert((address + bytes - 1) / SECTOR);
    addresses.insert(address);
  });
  const uint64_t ideal = (addresses.size() * bytes + SECTOR - 1) / SECTOR;
  return {static_cast<unsigned>(sectors.size()), static_cast<unsigned>(ideal)};
}

void add(uint32_t instruction, const Request& request) {
  Total& total = totals[instruction];
  const AccessSite& site = total.site;
  const Cost cost =
      site.shared ? shared_cost(request, site.bytes) : global_cost(request, site.bytes);
  total.requests++;
  total.actual += cost.actual;
  total.ideal += cost.ideal;
  total.worst = std::max(total.worst, cost.actual);
}

}  // namespace

bool counting_accesses() { return counting; }

void start_counting() {
  counting = machine.settings.count_accesses;
  totals.clear();
  gatherings.clear();
}

void count_access(const AccessSite& site, const Fiber* fiber, const char* address) {
  totals[site.instruction].site = site;
  Gathering& gathering = gatherings[{site.instruction, fiber->warp}];
  const uint32_t place = gathering.executed[fiber->lane]++ - gathering.complete;
  if (place >= gathering.requests.size()) gathering.requests.resize(place + 1);
  Request& request = gathering.requests[place];
  request.addresses[fiber->lane] = reinterpret_cast<uint64_t>(address);
  request.lanes |= 1u << fiber->lane;
  while (!gathering.requests.empty() && gathering.requests.front().lanes == ~0u) {
    add(site.instruction, gathering.requests.front());
    gathering.requests.pop_front();
    gathering.complete++;
  }
}

// What some lanes never came to were requests of the others.
void end_counted_block() {
  for (const auto& entry : gatherings) {
    for (const Request& request : entry.second.requests) {
      if (request.lanes) add(entry.first.first, request);
    }
  }
  gatherings.clear();
}

std::string access_report(const char* kernel) {
  end_counted_block();
  counting = false;
  std::string text = format("memory accesses of %s:\n", kernel);
  for (const auto& entry : totals) {
    const Total& total = entry.second;
    if (!total.requests) continue;
    const double requests = static_cast<double>(total.requests);
    text += format("  %-6s %-5s %2zuB  requests %8zu  %s a request %6.2f (ideal %.2f, worst %u)%s %s\n",
                   total.site.shared ? "shared" : "global", total.site.write ? "write" : "read",
                   total.site.bytes, static_cast<size_t>(total.requests),
                   total.site.shared ? "passes " : "sectors", static_cast<double>(total.actual) / requests,
                   static_cast<double>(total.ideal) / requests, total.worst,
                   total.actual * 4 > total.ideal * 5 ? " <--" : "    ", line_of(entry.first).c_str());
  }
  totals.clear();
  return text;
}

}  // namespace check
}  // namespace emulation
