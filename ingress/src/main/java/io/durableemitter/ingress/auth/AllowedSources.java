package io.durableemitter.ingress.auth;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which sources an identity may publish: any, or those that match one of its patterns as a whole,
 * in which {@code *} stands for any characters. Immutable.
 */
final class AllowedSources {

  static final AllowedSources ANY =
      new AllowedSources(List.of(Pattern.compile(".*", Pattern.DOTALL)));

  private final List<Pattern> patterns;

  private AllowedSources(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads patterns.
   *
   * @param text separated by commas
   * @throws IllegalArgumentException if one is empty
   */
  static AllowedSources of(String text) {
    return new AllowedSources(Stream.of(text.split(",", -1)).map(AllowedSources::pattern).toList());
  }

  private static Pattern pattern(String text) {
    String glob = text.strip();
    if (glob.isEmpty()) {
      throw new IllegalArgumentException(
          "a pattern of sources is empty; write KEY=billing/*,audit or KEY alone for any source");
    }
    return Pattern.compile(
        Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }

  boolean contain(String source) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(source).matches());
  }
}
