package ai.stego.cuda;

/** A point in the order of copies and launches that can be waited for and timed. */
interface DeviceEvent {
  /** Puts the event after everything started so far; what it marked before is forgotten. */
  void record();

  /** Waits until everything before the point is done; returns at once if never recorded. */
  void await();

  /**
   * The time the device took from one point to another, by its own clock.
   *
   * @param earlier an event recorded before this one; both are waited for
   * @return milliseconds
   */
  double millisecondsSince(DeviceEvent earlier);
}
