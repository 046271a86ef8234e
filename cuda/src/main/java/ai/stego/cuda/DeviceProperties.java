package ai.stego.cuda;

/**
 * What a device is and what a kernel may use of it.
 *
 * @param name for people, such as {@code "NVIDIA H200"}
 * @param major compute capability, before the point
 * @param minor compute capability, after the point
 * @param multiprocessors how many blocks run at the same time at least
 * @param sharedBytes most shared memory of one block
 * @param totalBytes its memory
 */
record DeviceProperties(
    String name, int major, int minor, int multiprocessors, int sharedBytes, long totalBytes) {}
