package io.durableemitter.benchmarks.speed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which processors the parts may use, by {@code taskset}: {@code emitter=0,postgres=1,ingress=1}.
 *
 * @param processors the processors of each part that is bound
 */
record Pins(Map<String, String> processors) {

  /** Every part may use all. */
  static final Pins NONE = new Pins(Map.of());

  private static final Set<String> PARTS = Set.of("emitter", "postgres", "ingress");

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if they are not of that form
   */
  static Pins of(String text) {
    Map<String, String> processors = new LinkedHashMap<>();
    for (String one : text.isBlank() ? new String[0] : text.split(",", -1)) {
      String[] parts = one.split("=", 2);
      if (parts.length != 2 || !PARTS.contains(parts[0]) || !parts[1].matches("\\d+(-\\d+)?")) {
        throw new IllegalArgumentException(
            "'"
                + one
                + "' binds nothing; right is emitter=0,postgres=1,ingress=0-1, each of which can be"
                + " left out");
      }
      processors.put(parts[0], parts[1]);
    }
    return new Pins(Map.copyOf(processors));
  }

  List<String> emitter() {
    return words("emitter");
  }

  List<String> ingress() {
    return words("ingress");
  }

  private List<String> words(String part) {
    return Optional.ofNullable(processors.get(part))
        .map(cpus -> List.of("taskset", "-c", cpus))
        .orElse(List.of());
  }

  /** Binds a server that runs; what it starts from now on is bound too. */
  void bindPostgres(long pid) throws IOException, InterruptedException {
    String cpus = processors.get("postgres");
    if (cpus != null) {
      List<String> command =
          new ArrayList<>(List.of("taskset", "-a", "-c", "-p", cpus, Long.toString(pid)));
      Process bound =
          new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      if (!bound.waitFor(5, TimeUnit.SECONDS) || bound.exitValue() != 0) {
        throw new IOException("taskset could not bind PostgreSQL to processors " + cpus);
      }
    }
  }
}
