package io.durableemitter.api.internal.tls;

import io.durableemitter.api.internal.log.ThrottledLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain and the key that belongs to it. While files are being replaced one may be new
 * and the other old; such a pair would fail every handshake, so it is refused. Immutable.
 *
 * @param chain the own certificate first
 * @param key its private key
 */
public record PemIdentity(List<X509Certificate> chain, PrivateKey key) {

  /** What the two files must hold, for messages. */
  public static final String WHAT = "an X.509 certificate and its PKCS#8 private key";

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  /** Keeps a copy. */
  public PemIdentity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads the files.
   *
   * @param certificates a chain in PEM form
   * @param privateKey PKCS#8 in PEM form, not encrypted
   * @return both
   * @throws IOException if one cannot be read
   * @throws GeneralSecurityException if the certificates are none
   * @throws IllegalArgumentException if one is missing, or the two do not belong together
   */
  public static PemIdentity read(Path certificates, Path privateKey)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = chain(certificates);
    PrivateKey key = key(privateKey);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("there is no certificate in it");
    }
    if (!belongs(chain.get(0), key)) {
      throw new IllegalArgumentException("the key is not that of the certificate");
    }
    return new PemIdentity(chain, key);
  }

  private static List<X509Certificate> chain(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toList();
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (pem.find()) {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      for (String algorithm : ALGORITHMS) {
        Optional<PrivateKey> key = ofKind(algorithm, encoded);
        if (key.isPresent()) {
          return key.get();
        }
      }
    }
    throw new IllegalArgumentException("there is no private key as PKCS#8, not encrypted, in it");
  }

  /** Empty if the key is of another kind. */
  private static Optional<PrivateKey> ofKind(String algorithm, byte[] encoded)
      throws GeneralSecurityException {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    }
  }

  private static boolean belongs(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    byte[] probe = {1};
    Signature signature =
        Signature.getInstance(
            switch (key.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> key.getAlgorithm();
            });
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(probe);
    return signature.verify(signed);
  }

  /**
   * Warns if it is not valid now: whoever is shown it will refuse it.
   *
   * @param file where the certificates are
   * @param log is told
   */
  public void warnIfInvalid(Path file, ThrottledLog log) {
    Instant now = Instant.now();
    CertificateDates.invalid(chain, now)
        .ifPresent(
            dates ->
                log.warnOfChange(
                    "dates",
                    "the certificate in {} {}; the other end will refuse it. Renew it: the file is"
                        + " read again on change",
                    file,
                    dates.problem(now)));
  }
}
