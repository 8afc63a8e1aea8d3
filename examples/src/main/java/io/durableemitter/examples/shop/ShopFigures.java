package io.durableemitter.examples.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param answers to the orders
 * @param kills of the shop
 * @param pendingAtKill events that were committed, and not delivered, when it was killed
 * @param committed events whose transaction was
 * @param delivered different events that arrived
 * @param duplicates events that arrived once more
 * @param lost events that were committed, or confirmed to a customer, and did not arrive
 * @param invented events that arrived, and were not committed
 */
record ShopFigures(
    Answers answers,
    int kills,
    long pendingAtKill,
    int committed,
    int delivered,
    long duplicates,
    int lost,
    int invented) {

  /** Of an order: that it was placed, and its invoice. */
  private static final int EVENTS_OF_ORDER = 2;

  boolean held() {
    return lost == 0 && invented == 0;
  }

  private int rolledBack() {
    return EVENTS_OF_ORDER * answers.refused();
  }

  String toJson(String boot) throws JsonProcessingException {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("boot", boot);
    figures.put("ordersPlaced", answers.placed());
    figures.put("ordersRefused", answers.refused());
    figures.put("ordersUnanswered", answers.unanswered());
    figures.put("kills", kills);
    figures.put("pendingAtKill", pendingAtKill);
    figures.put("committed", committed);
    figures.put("rolledBack", rolledBack());
    figures.put("delivered", delivered);
    figures.put("duplicates", duplicates);
    figures.put("lost", lost);
    figures.put("invented", invented);
    return new ObjectMapper().writeValueAsString(figures);
  }

  List<String> forPeople() {
    return List.of(
        "orders: "
            + answers.placed()
            + " placed, "
            + answers.refused()
            + " refused, "
            + answers.unanswered()
            + " without an answer because the shop was killed",
        "events: " + committed + " committed, " + rolledBack() + " rolled back",
        "not yet delivered when the shop was killed: " + pendingAtKill,
        "delivered: " + delivered + ", and " + duplicates + " of them once more",
        "lost: " + lost + ", invented: " + invented);
  }
}
