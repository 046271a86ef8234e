package ai.stego.cuda;

/** An event of a driver that does everything at once: recording it reads the host's clock. */
final class HostEvent implements DeviceEvent {
  private static final double NANOSECONDS = 1e6; // in a millisecond

  private final Driver driver;
  private long time;

  HostEvent(Driver driver) {
    this.driver = driver;
  }

  @Override
  public void record() {
    driver.synchronize();
    time = System.nanoTime();
  }

  @Override
  public void await() {}

  @Override
  public double millisecondsSince(DeviceEvent earlier) {
    return (time - ((HostEvent) earlier).time) / NANOSECONDS;
  }
}
