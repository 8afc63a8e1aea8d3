package io.durableemitter.chipingress.internal.client;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where servers listen that do the same: each address of each host is one of them. */
public record Endpoints(List<Endpoint> all) {

  /** What they may be at most. */
  static final int MOST = 100;

  private static final String DNS = "dns:///";

  /** One, or several that differ. */
  public Endpoints {
    all = List.copyOf(all);
  }

  /**
   * Reads {@code host:port}, or several with commas between them. {@code dns:///} before one, as
   * gRPC spells it, means the same.
   */
  public static Endpoints parse(String text) {
    List<Endpoint> all = Stream.of(text.split(",", -1)).map(Endpoints::one).toList();
    if (all.size() > MOST) {
      throw new IllegalArgumentException(
          "endpoint: there are " + all.size() + " of them, but at most " + MOST + " may be given");
    }
    for (int i = 0; i < all.size(); i++) {
      if (all.indexOf(all.get(i)) < i) {
        throw new IllegalArgumentException(
            "endpoint '"
                + ForeignText.oneLine(text, 300)
                + "' names "
                + all.get(i)
                + " twice; name it once");
      }
    }
    return new Endpoints(all);
  }

  private static Endpoint one(String text) {
    String trimmed = text.trim();
    return Endpoint.parse(trimmed.startsWith(DNS) ? trimmed.substring(DNS.length()) : trimmed);
  }

  public boolean several() {
    return all.size() > 1;
  }

  /** The hosts, with commas between them. */
  public String hosts() {
    return all.stream().map(Endpoint::host).distinct().collect(Collectors.joining(","));
  }

  /** The ports, without repetition. */
  public List<Integer> ports() {
    return all.stream().map(Endpoint::port).distinct().toList();
  }

  @Override
  public String toString() {
    return all.stream().map(Endpoint::toString).collect(Collectors.joining(","));
  }
}
