package io.durableemitter.ingress.schemas;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How large a regular expression gets when its counted repetitions are written out. */
final class RegexSize {

  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,6})(?:,(\\d{0,6}))?}");

  private RegexSize() {}

  /** Steps, at most about a billion; what is no expression has some size, too. */
  static long of(String regex) {
    Deque<Long> outer = new ArrayDeque<>();
    Matcher count = COUNT.matcher(regex);
    long size = 0;
    long last = 0;
    int at = 0;
    while (at < regex.length()) {
      char c = regex.charAt(at);
      if (c == '{' && count.find(at) && count.start() == at) {
        String most =
            count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
        long times = Math.max(1, Long.parseLong(most));
        size = capped(size + last * (times - 1));
        last = capped(last * times);
        at = count.end();
        continue;
      }
      if (c == '(') {
        outer.push(size);
        size = 0;
      } else if (c == ')' && !outer.isEmpty()) {
        last = size + 1;
        size = capped(outer.pop() + last);
      } else {
        last = 1;
        size++;
        at = c == '\\' ? at + 1 : c == '[' ? endOfSet(regex, at) : at;
      }
      at++;
    }
    return size + outer.stream().mapToLong(Long::longValue).sum();
  }

  private static long capped(long size) {
    return Math.min(size, 1_000_000_000);
  }

  private static int endOfSet(String regex, int begin) {
    int at = begin + 1;
    while (at < regex.length() && (regex.charAt(at) != ']' || at == begin + 1)) {
      at += regex.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }
}
