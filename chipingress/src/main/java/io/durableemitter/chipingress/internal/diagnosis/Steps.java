package io.durableemitter.chipingress.internal.diagnosis;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The findings of one destination, and steps that take no longer than they may. */
final class Steps {

  /** The most time of a step. */
  static final Duration LIMIT = Duration.ofSeconds(4);

  private final String prefix;
  private final List<Finding> findings = new ArrayList<>();

  Steps(String prefix) {
    this.prefix = prefix;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  void add(String check, Severity severity, String what, String fix) {
    findings.add(new Finding(prefix + "." + check, severity, what, fix));
  }

  void ok(String check, String what) {
    add(check, Severity.OK, what, "");
  }

  /** What a step gives; empty, and a finding, if it fails or takes too long. */
  <T> Optional<T> step(String check, String failed, String fix, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "durable-emitter-diagnosis");
    thread.setDaemon(true);
    thread.start();
    try {
      return Optional.of(task.get(LIMIT.plusMillis(500).toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      add(check, Severity.CRITICAL, failed + ": no answer within " + LIMIT.toSeconds() + " s", fix);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      add(check, Severity.CRITICAL, failed + ": " + ErrorText.message(cause), fix);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      add(check, Severity.CRITICAL, failed + ": interrupted", fix);
    }
    return Optional.empty();
  }
}
