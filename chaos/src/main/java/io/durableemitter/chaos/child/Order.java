package io.durableemitter.chaos.child;

import java.util.Arrays;

/**
 * What an {@link EmitterMain} can be told to do. An order is one byte, so that no memory is needed
 * to read it; the answer is a line that begins with its name.
 */
public enum Order {
  /** An application fills the heap for some hundred milliseconds, frees it and fills it again. */
  FILL_MEMORY('m'),
  /**
   * As above, and takes at once whatever is given up meanwhile; each time for longer or shorter.
   */
  STARVE('s'),
  /** Ends both, and answers how often the heap has been full once all is given back. */
  FREE_MEMORY('M'),
  /** The transport throws instead of taking events. */
  THROW('t'),
  /** It takes them again. */
  DO_NOT_THROW('T'),
  /** Writes into the journal which kinds of threads are fewer than they were. */
  LOOK_FOR_MISSING_THREADS('c'),
  /** Takes every file descriptor that is free or becomes free. */
  TAKE_DESCRIPTORS('d'),
  /** Gives them back. */
  GIVE_DESCRIPTORS('D'),
  /** Takes every thread that may still be had, or that is given up. */
  TAKE_THREADS('r'),
  /** Gives them back. */
  GIVE_THREADS('R'),
  /** Holds every thread that writes a line of the log. */
  BLOCK_LOG('l'),
  /** Lets them go. */
  FREE_LOG('L'),
  /** Holds every thread that exports metrics. */
  BLOCK_EXPORTER('e'),
  /** Lets them go. */
  FREE_EXPORTER('E'),
  /** Answers how many emits were timed, as of the last export. */
  COUNT_EXPORTED('x'),
  /** Answers with the state of the gate. */
  TELL_GATE('g'),
  /** Looks at the health all the time from now on. */
  WATCH_HEALTH('w'),
  /** Answers BAD if it was ever bad since, or UP. */
  TELL_WORST_HEALTH('W'),
  /** Answers with the components whose health is bad. */
  TELL_HEALTH('h'),
  /** Answers with the names of the engine's threads. */
  NAME_THREADS('n'),
  /** Stops the callers and waits until each has been told what became of its last event. */
  STOP_CALLERS('q'),
  /** Closes in order, and answers with figures as JSON. */
  CLOSE('Q');

  private static final Order[] ALL = values();

  private final char letter;

  Order(char letter) {
    this.letter = letter;
  }

  /** How it is written. */
  char letter() {
    return letter;
  }

  /** Which one is written so. */
  static Order of(int letter) {
    for (Order order : ALL) {
      if (order.letter == letter) {
        return order;
      }
    }
    throw new IllegalArgumentException(
        "an order is the letter of one of " + Arrays.toString(ALL) + ", not " + (char) letter);
  }
}
