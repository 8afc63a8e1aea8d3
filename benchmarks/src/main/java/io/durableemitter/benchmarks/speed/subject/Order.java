package io.durableemitter.benchmarks.speed.subject;

/**
 * What a process with an emitter is to measure.
 *
 * @param url of the database
 * @param table that is empty, or filled with rows that wait
 * @param way what becomes of events
 * @param endpoint of the ingress; empty if none is needed
 * @param callers who emits
 * @param threads how many of them
 * @param bytes of the data of an event
 * @param seconds how long they emit
 * @param perSecond events in a second of all callers together, on a schedule that does not wait for
 *     slow ones; 0 for as many as possible
 * @param acknowledgements whether to measure how long each event takes from its commit until it is
 *     acknowledged
 * @param rows to wait for until they are delivered, if nobody emits; {@link #UNTIL_EMPTY} if others
 *     deliver some of them
 */
public record Order(
    String url,
    String table,
    Way way,
    String endpoint,
    CallerKind callers,
    int threads,
    int bytes,
    double seconds,
    double perSecond,
    boolean acknowledgements,
    long rows) {

  /** For {@link #rows}: it ends when the table is empty. */
  public static final long UNTIL_EMPTY = -1;

  /** Closed loop: each caller emits the next event when the last one is stored. */
  public static Order closedLoop(Way way, CallerKind callers, int threads, double seconds) {
    return new Order("", "", way, "", callers, threads, 512, seconds, 0, false, 0);
  }

  /** Delivers what waits, with others, until the table is empty. */
  public static Order shared(Way way) {
    return drain(way, UNTIL_EMPTY);
  }

  /** Delivers what waits. */
  public static Order drain(Way way, long rows) {
    return new Order("", "", way, "", CallerKind.NONE, 0, 512, 0, 0, false, rows);
  }

  /** The same at another rate. */
  public Order at(double rate) {
    return new Order(url, table, way, endpoint, callers, threads, bytes, seconds, rate, true, rows);
  }

  /** The same with events of another size. */
  public Order ofBytes(int size) {
    return new Order(
        url,
        table,
        way,
        endpoint,
        callers,
        threads,
        size,
        seconds,
        perSecond,
        acknowledgements,
        rows);
  }

  /** The same on a table of a database, with an ingress. */
  public Order on(String database, String name, String ingress) {
    return new Order(
        database,
        name,
        way,
        ingress,
        callers,
        threads,
        bytes,
        seconds,
        perSecond,
        acknowledgements,
        rows);
  }
}
