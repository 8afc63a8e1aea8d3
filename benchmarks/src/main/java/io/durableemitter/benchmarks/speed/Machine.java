package io.durableemitter.benchmarks.speed;

import io.durableemitter.benchmarks.speed.limit.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a run was made on, for people who read its figures. */
final class Machine {

  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Machine() {}

  static Map<String, String> describe(Table table) throws IOException, SQLException {
    Map<String, String> facts = new TreeMap<>();
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put("processors", Runtime.getRuntime().availableProcessors() + " x " + model());
    facts.put("memory", memory());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put(
        "postgresql",
        String.format(
            Locale.ROOT,
            "%.0f, fsync, synchronous_commit and full_page_writes on",
            Math.floor(table.number("SHOW server_version_num") / 10_000)));
    facts.put("event", "512 bytes of data");
    return facts;
  }

  private static String model() throws IOException {
    return first(CPUS, "model name");
  }

  private static String memory() throws IOException {
    String kib = first(MEMORY, "MemTotal").replaceAll("\\D", "");
    return kib.isEmpty() ? "unknown" : Math.round(Long.parseLong(kib) / 1048576.0) + " GiB";
  }

  private static String first(Path file, String name) throws IOException {
    if (!Files.isReadable(file)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> List.of(line.split(":", 2)).get(1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
