package io.durableemitter.chaos.proxy;

/**
 * What a {@link TcpProxy} does to the bytes that go through it, in both directions. Immutable.
 *
 * @param latencyMillis how long each chunk is held up; 0 for not at all
 * @param sliceBytes the most bytes passed on at once; 0 for as they come
 * @param cutAfterBytes after how many more bytes of a connection it is reset; 0 for never
 * @param swallows whose bytes vanish while connections stay open
 */
public record NetworkFault(
    int latencyMillis, int sliceBytes, int cutAfterBytes, Swallows swallows) {

  /** Whose bytes vanish. */
  public enum Swallows {
    /** Nobody's. */
    NOTHING,
    /** The server's: what it is asked to do, it does. */
    REPLIES,
    /** Everybody's. */
    EVERYTHING
  }

  /** Everything is passed on as it comes. */
  public static final NetworkFault NONE = new NetworkFault(0, 0, 0, Swallows.NOTHING);

  /** Each chunk comes late. */
  public static NetworkFault latency(int millis) {
    return new NetworkFault(millis, 0, 0, Swallows.NOTHING);
  }

  /** Chunks come in small pieces. */
  public static NetworkFault slices(int bytes) {
    return new NetworkFault(0, bytes, 0, Swallows.NOTHING);
  }

  /** Each connection is reset in the middle of what it carries. */
  public static NetworkFault cutAfter(int bytes) {
    return new NetworkFault(0, 0, bytes, Swallows.NOTHING);
  }

  /** Nothing arrives, and nobody is told. */
  public static NetworkFault silence() {
    return new NetworkFault(0, 0, 0, Swallows.EVERYTHING);
  }

  /** Requests arrive and are done, and nobody hears of it. */
  public static NetworkFault mute() {
    return new NetworkFault(0, 0, 0, Swallows.REPLIES);
  }
}
