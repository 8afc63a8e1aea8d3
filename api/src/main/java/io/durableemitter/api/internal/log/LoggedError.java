package io.durableemitter.api.internal.log;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.api.internal.text.ForeignText;
import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an error in a log. A log prints messages with the stack trace, and one that comes from
 * elsewhere can have lines of its own; here each is on one line, behind the name of its class.
 */
public final class LoggedError extends Throwable {

  @Serial private static final long serialVersionUID = 1L;

  private static final int DEEPEST = 20;

  private LoggedError(String text, @Nullable Throwable cause) {
    super(text, cause);
  }

  /**
   * What to give to a log.
   *
   * @param error what was thrown
   * @return the error itself if all its messages are harmless, otherwise one with the same stack
   *     traces and causes, which shows them so
   */
  public static Throwable of(Throwable error) {
    return isHarmless(error, 0, Collections.newSetFromMap(new IdentityHashMap<>()))
        ? error
        : shown(error, 0);
  }

  private static boolean isHarmless(Throwable error, int depth, Set<Throwable> seen) {
    if (!seen.add(error)) {
      return true;
    }
    if (depth == DEEPEST || !isOneLine(error)) {
      return false;
    }
    for (Throwable suppressed : error.getSuppressed()) {
      if (!isHarmless(suppressed, depth + 1, seen)) {
        return false;
      }
    }
    Throwable cause = error.getCause();
    return cause == null || isHarmless(cause, depth + 1, seen);
  }

  private static boolean isOneLine(Throwable error) {
    try {
      String text = error.toString();
      return ForeignText.oneLine(text).equals(text);
    } catch (RuntimeException second) {
      return false;
    }
  }

  /** Without what was suppressed: the causes tell what happened. */
  private static LoggedError shown(Throwable error, int depth) {
    Throwable cause = depth == DEEPEST ? null : error.getCause();
    LoggedError shown =
        new LoggedError(ErrorText.of(error), cause == null ? null : shown(cause, depth + 1));
    shown.setStackTrace(error.getStackTrace());
    return shown;
  }
}
