package io.durableemitter.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The certificate that the console shows.
 *
 * @param certificate a chain in PEM form
 * @param key its private key: PKCS#8 in PEM form, not encrypted
 */
record PemIdentity(Path certificate, Path key) {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /** Reads the files. */
  SSLContext context() {
    Certificate[] chain = chain();
    PrivateKey privateKey = privateKey();
    requirePair(chain[0].getPublicKey(), privateKey);
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      // lives in memory only, so the password protects nothing
      store.setKeyEntry("console", privateKey, new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "tlsCert " + certificate + " and tlsKey " + key + " must belong together: " + e, e);
    }
  }

  /** A pair of strangers would fail every handshake. */
  private void requirePair(PublicKey shown, PrivateKey own) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (own.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> own.getAlgorithm();
              });
      byte[] probe = {1};
      signature.initSign(own);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(probe);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "tlsCert " + certificate + " and tlsKey " + key + " must belong together: " + e, e);
    }
    throw new IllegalArgumentException(
        "tlsCert " + certificate + " and tlsKey " + key + " must belong together, and do not");
  }

  private Certificate[] chain() {
    try {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate)));
      if (chain.isEmpty()) {
        throw new IllegalArgumentException(
            "tlsCert " + certificate + " must hold a certificate in PEM form, and holds none");
      }
      return chain.toArray(new Certificate[0]);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "tlsCert " + certificate + " must be a certificate in PEM form: " + e, e);
    }
  }

  private PrivateKey privateKey() {
    try {
      Matcher pem = KEY.matcher(Files.readString(key, StandardCharsets.US_ASCII));
      if (pem.find()) {
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        Optional<PrivateKey> found =
            Stream.of("EC", "RSA", "EdDSA")
                .flatMap(algorithm -> ofKind(algorithm, encoded).stream())
                .findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
      throw new IllegalArgumentException(
          "tlsKey " + key + " must hold a private key as PKCS#8 in PEM form, not encrypted");
    } catch (IOException e) {
      throw new IllegalArgumentException("tlsKey " + key + " cannot be read: " + e, e);
    }
  }

  /** Empty if the key is of another kind. */
  private static Optional<PrivateKey> ofKind(String algorithm, byte[] encoded) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
