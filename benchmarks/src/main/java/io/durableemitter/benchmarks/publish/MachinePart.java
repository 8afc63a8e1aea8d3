package io.durableemitter.benchmarks.publish;

/** What a run was made on, and what disturbed it. */
final class MachinePart implements Part {

  @Override
  public String name() {
    return "machine";
  }

  @Override
  public String text(Results results) {
    if (results.machine().isEmpty()) {
      return "";
    }
    MarkdownTable table = new MarkdownTable(2, "machine", "");
    results.machine().forEach(table::row);
    StringBuilder text = new StringBuilder("### The machine\n\n").append(table).append('\n');
    if (results.noisy().isEmpty()) {
      text.append("No round was noisy.\n");
    } else {
      text.append("Noisy, as other processes took more than 0.15 processors meanwhile:\n\n");
      results.noisy().forEach(one -> text.append("- ").append(one).append('\n'));
    }
    return text.toString();
  }
}
