package io.durableemitter.benchmarks.publish;

import java.util.Locale;

/** What a bar is of; bars of one kind have one colour. */
enum Kind {
  LIMIT("limit", "limit of the machine"),
  STORED("stored", "stored: emitted and committed"),
  REMOVED("removed", "removed: delivered to a transport that answers at once"),
  SENT("sent", "sent: delivered to an ingress"),
  EMITTER("emitter", "Durable Emitter"),
  PEER("peer", "other libraries");

  private final String label;
  private final String legend;

  Kind(String label, String legend) {
    this.label = label;
    this.legend = legend;
  }

  /** One word for labels. */
  String label() {
    return label;
  }

  /** A sentence for the legend. */
  String legend() {
    return legend;
  }

  /** How the names of figures begin. */
  String figure() {
    return name().toLowerCase(Locale.ROOT);
  }
}
