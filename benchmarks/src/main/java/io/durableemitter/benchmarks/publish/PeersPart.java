package io.durableemitter.benchmarks.publish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Other libraries at the same work. */
final class PeersPart implements Part {

  @Override
  public String name() {
    return "peers";
  }

  private static List<Peer> fastestFirst(Results results) {
    return results.peers().stream()
        .sorted(Comparator.comparingDouble(peer -> -peer.endToEndPerSecond().orElse(0)))
        .toList();
  }

  @Override
  public String text(Results results) {
    List<Peer> peers = fastestFirst(results);
    if (peers.isEmpty()) {
      return "";
    }
    MarkdownTable table =
        new MarkdownTable(
            2,
            "library",
            "version",
            "end to end, events/s",
            "Durable Emitter in this",
            "p50 ms",
            "not delivered");
    for (Peer peer : peers) {
      table.row(
          label(peer),
          peer.version(),
          peer.endToEndPerSecond().isPresent() ? Text.number(peer.endToEndPerSecond()) : "failed",
          Text.number(peer.ratio()),
          Text.number(peer.p50Millis()),
          peer.left().isPresent()
              ? String.format(Locale.ROOT, "%,d", peer.left().getAsLong())
              : Text.NONE);
    }
    StringBuilder text = new StringBuilder("### Peers\n\n");
    if (!plots(results).isEmpty()) {
      text.append(Shown.of("peers", "Events per second end to end, by library")).append('\n');
    }
    text.append(table).append('\n');
    peers.stream()
        .filter(peer -> !said(peer).isEmpty())
        .forEach(peer -> text.append("- " + label(peer) + ": " + said(peer) + '\n'));
    return text.toString();
  }

  private static String said(Peer peer) {
    return Stream.of(peer.settings(), peer.note())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  @Override
  public List<Plot> plots(Results results) {
    List<Bar> bars = new ArrayList<>();
    for (Peer peer : fastestFirst(results)) {
      peer.endToEndPerSecond()
          .ifPresent(rate -> bars.add(new Bar(label(peer), kind(peer), Range.of(rate))));
    }
    return BarPlot.of("peers", "events per second, stored to delivered", bars).stream().toList();
  }

  /** This project is the one that is as fast as itself, whatever its name is there. */
  private static Kind kind(Peer peer) {
    return peer.ratio().isPresent() && Math.abs(peer.ratio().getAsDouble() - 1) < 1e-9
        ? Kind.EMITTER
        : Kind.PEER;
  }

  private static String label(Peer peer) {
    return kind(peer) == Kind.EMITTER ? "Durable Emitter" : peer.name();
  }
}
