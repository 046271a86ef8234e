package ai.stego.tensor.cpu;

import ai.stego.tensor.Parallel;

/**
 * What the operation families of one CPU backend share.
 *
 * @param memory lends arrays, for tensors and for scratch
 * @param parallel the threads
 */
public record CpuContext(HostAllocator memory, Parallel parallel) {}
