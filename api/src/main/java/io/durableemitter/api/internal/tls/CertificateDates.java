package io.durableemitter.api.internal.tls;

import io.durableemitter.api.internal.text.ForeignText;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a certificate is valid. Immutable.
 *
 * @param subject whose it is, made harmless
 * @param begins when it begins to be valid
 * @param ends when it has expired
 */
public record CertificateDates(String subject, Instant begins, Instant ends) {

  private static final int LONGEST = 200;

  /** Of a certificate. */
  public static CertificateDates of(X509Certificate certificate) {
    return new CertificateDates(
        ForeignText.oneLine(certificate.getSubjectX500Principal().getName(), LONGEST),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant());
  }

  /** The first of a chain that is not valid then. */
  public static Optional<CertificateDates> invalid(List<X509Certificate> chain, Instant now) {
    return chain.stream()
        .map(CertificateDates::of)
        .filter(dates -> dates.hasExpired(now) || dates.isEarly(now))
        .findFirst();
  }

  /** Whether its time is over. */
  public boolean hasExpired(Instant now) {
    return now.isAfter(ends);
  }

  /** Whether its time has not come. */
  public boolean isEarly(Instant now) {
    return now.isBefore(begins);
  }

  /** What is wrong with one that is not valid, behind what it is called. */
  public String problem(Instant now) {
    return "("
        + subject
        + ") "
        + (hasExpired(now)
            ? "has expired: it was valid to " + ends
            : "is not valid yet: it is from " + begins + " on");
  }
}
