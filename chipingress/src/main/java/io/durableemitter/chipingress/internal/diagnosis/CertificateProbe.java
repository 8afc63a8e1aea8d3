package io.durableemitter.chipingress.internal.diagnosis;

import io.durableemitter.api.Finding.Severity;
import io.durableemitter.api.internal.tls.CertificateDates;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether certificates are valid now, and will be for a while. */
final class CertificateProbe {

  private static final Duration SOON = Duration.ofDays(14);
  private static final String RENEW = "renew it; files of certificates are read again on change";

  private final Steps steps;
  private final String check;
  private final Clock clock;

  CertificateProbe(Steps steps, String check, Clock clock) {
    this.steps = steps;
    this.check = check;
    this.clock = clock;
  }

  /** Tells of the one that ends first; whether one of them is not valid now. */
  boolean look(String whose, List<X509Certificate> chain) {
    Instant now = clock.instant();
    boolean invalid = false;
    boolean soon = false;
    for (X509Certificate one : chain) {
      CertificateDates dates = CertificateDates.of(one);
      Instant ends = dates.ends();
      if (dates.hasExpired(now)) {
        invalid = true;
        steps.add(check, Severity.CRITICAL, whose + " " + dates.problem(now), RENEW);
      } else if (dates.isEarly(now)) {
        invalid = true;
        steps.add(
            check,
            Severity.CRITICAL,
            whose + " " + dates.problem(now),
            "see that the clock of this machine is right; else use another certificate");
      } else if (now.plus(SOON).isAfter(ends)) {
        soon = true;
        steps.add(
            check,
            Severity.WARNING,
            whose
                + " ("
                + dates.subject()
                + ") expires in "
                + Duration.between(now, ends).toDays()
                + " days, at "
                + ends,
            RENEW);
      }
    }
    if (!invalid && !soon && !chain.isEmpty()) {
      steps.ok(check, whose + " is valid to " + chain.get(0).getNotAfter().toInstant());
    }
    return invalid;
  }
}
