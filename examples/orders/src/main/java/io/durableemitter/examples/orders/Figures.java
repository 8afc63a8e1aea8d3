package io.durableemitter.examples.orders;

import java.util.List;

/**
 * What came of a run, in events.
 *
 * @param way that the orders went
 * @param committed whose transaction was
 * @param rolledBack whose transaction was, after the emit
 * @param delivered different ones that arrived
 * @param duplicates that arrived once more
 * @param lost were committed, and did not arrive
 * @param invented arrived, and were not committed
 */
record Figures(
    String way,
    int committed,
    int rolledBack,
    int delivered,
    long duplicates,
    int lost,
    int invented) {

  boolean held() {
    return lost == 0 && invented == 0;
  }

  String toJson() {
    return ("{\"way\":\"%s\",\"committed\":%d,\"rolledBack\":%d,\"delivered\":%d,\"duplicates\":%d,"
            + "\"lost\":%d,\"invented\":%d}")
        .formatted(way, committed, rolledBack, delivered, duplicates, lost, invented);
  }

  List<String> forPeople() {
    return List.of(
        "events: " + committed + " committed, " + rolledBack + " rolled back",
        "delivered: " + delivered + ", and " + duplicates + " of them once more",
        "lost: " + lost + ", invented: " + invented);
  }
}
