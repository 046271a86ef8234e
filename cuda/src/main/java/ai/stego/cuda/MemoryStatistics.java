package ai.stego.cuda;

/**
 * What a backend holds of a device's memory.
 *
 * @param lent bytes in use by tensors and scratch
 * @param held bytes taken from the driver, in use or kept for the next one
 * @param peak the most bytes in use at one time so far
 * @param limit the most bytes that may be held
 * @param requests how often the driver was asked for memory
 */
record MemoryStatistics(long lent, long held, long peak, long limit, long requests) {}
