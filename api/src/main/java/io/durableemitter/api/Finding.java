package io.durableemitter.api;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.List;

/**
 * What a look at a set-up has found: one line about one thing, and what to do about it. Immutable;
 * its texts can be shown to anybody: they hold no payload and no secret, and what comes from
 * elsewhere is escaped.
 *
 * @param check what was looked at, such as {@code schema.grants}
 * @param severity how bad it is
 * @param what what was found, on one line
 * @param fix what to do, on one line: a command or a statement to run, mostly; empty if there is
 *     nothing to do
 */
public record Finding(String check, Severity severity, String what, String fix) {

  private static final int LONGEST = 1_000;

  /** How bad a finding is, from good to bad. */
  public enum Severity {
    /** As it should be. */
    OK,
    /** Worth knowing; nothing has to be done. */
    INFO,
    /** Somebody should do something, before it becomes worse. */
    WARNING,
    /** Events are not stored or not delivered, or will soon be lost or given up. */
    CRITICAL
  }

  /**
   * Makes the texts harmless, and cuts them after 1,000 characters.
   *
   * @param check what was looked at, such as {@code schema.grants}
   * @param severity how bad it is
   * @param what what was found, on one line
   * @param fix what to do, on one line: a command or a statement to run, mostly; empty if there is
   *     nothing to do
   */
  public Finding {
    what = ForeignText.oneLine(what, LONGEST);
    fix = ForeignText.oneLine(fix, LONGEST);
  }

  /**
   * Whether somebody has to do something.
   *
   * @return true for warnings and what is critical
   */
  public boolean needsHands() {
    return severity.compareTo(Severity.WARNING) >= 0;
  }

  /**
   * Whether nobody has to do anything.
   *
   * @param findings the findings of a look
   * @return false if one of them needs hands
   */
  public static boolean healthy(List<Finding> findings) {
    return findings.stream().noneMatch(Finding::needsHands);
  }
}
