// Where a sample lies on a map, shared by sampling and its gradient.
#pragma once
#include "gpu.cuh"

// A place on one axis: between pixel low and the next one, this fraction of the way.
struct Place {
  int low;
  float fraction;
};

// -1 is the centre of the first pixel, 1 that of the last. One multiply-add, so one rounding. NaN
// stays NaN, in the fraction.
DEV Place place_of(float coordinate, int extent) {
  const float half = 0.5f * (extent - 1);
  float at = fmaf(coordinate, half, half);
  at = at < 0 ? 0 : at > extent - 1 ? (float)(extent - 1) : at;
  const int low = at >= 0 ? (int)at : 0;
  return {low, at - low};
}
