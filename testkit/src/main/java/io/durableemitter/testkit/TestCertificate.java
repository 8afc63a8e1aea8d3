package io.durableemitter.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that signs itself, and its key, for tests of TLS: nobody trusts it who is not told
 * to. Made by the JDK's {@code keytool}. Immutable.
 *
 * @param certificate for one host
 * @param key its private key
 */
public record TestCertificate(X509Certificate certificate, PrivateKey key) {

  private static final String ALIAS = "it";
  private static final String PASSWORD = "for-this-test";
  private static final int USUAL_DAYS = 90;
  private static final int PATIENCE_SECONDS = 60;

  /**
   * One that is valid now.
   *
   * @param host whose it is, such as {@code localhost}
   * @return the certificate
   */
  public static TestCertificate of(String host) {
    return of(host, -1, USUAL_DAYS);
  }

  /**
   * One that is valid for a time.
   *
   * @param host whose it is, such as {@code localhost}
   * @param beginsInDays when it begins to be valid; negative if that is over
   * @param days how long it is valid
   * @return the certificate
   */
  public static TestCertificate of(String host, int beginsInDays, int days) {
    try {
      Path folder = Files.createTempDirectory("test-certificate");
      Path store = folder.resolve("store.p12");
      Path said = folder.resolve("keytool.txt");
      try {
        keytool(store, said, host, beginsInDays, days);
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new TestCertificate(
            (X509Certificate) keys.getCertificate(ALIAS),
            (PrivateKey) keys.getKey(ALIAS, PASSWORD.toCharArray()));
      } finally {
        for (Path file : List.of(store, said, folder)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("what keytool has made cannot be read", e);
    }
  }

  private static void keytool(Path store, Path said, String host, int beginsInDays, int days)
      throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + host,
                    "-ext",
                    "san=dns:" + host,
                    "-startdate",
                    (beginsInDays < 0 ? "" : "+") + beginsInDays + "d",
                    "-validity",
                    Integer.toString(days),
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("keytool made no certificate: " + Files.readString(said));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool made a certificate", e);
    }
  }

  /**
   * The certificate in PEM form.
   *
   * @return its lines
   */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("what keytool has made cannot be encoded", e);
    }
  }

  /**
   * The key in PEM form, as PKCS#8.
   *
   * @return its lines
   */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  /**
   * Writes both into files, {@code certificate.pem} and {@code key.pem}.
   *
   * @param folder where files of these names are replaced
   * @return the files
   */
  public PemFiles writeTo(Path folder) {
    return new PemFiles(
        write(folder.resolve("certificate.pem"), certificatePem()),
        write(folder.resolve("key.pem"), keyPem()));
  }

  /**
   * Where they are.
   *
   * @param certificate in PEM form
   * @param key in PEM form, as PKCS#8
   */
  public record PemFiles(Path certificate, Path key) {}

  /**
   * Replaces a file at once, as whoever rotates certificates should.
   *
   * @param file made if it does not exist
   * @param content what is in it then
   * @return the file
   */
  public static Path write(Path file, String content) {
    try {
      Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), content);
      return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * For either end of a connection: shows this certificate, and trusts it and no other.
   *
   * @return a context
   */
  public SSLContext context() {
    try {
      KeyStore own = empty();
      own.setKeyEntry(ALIAS, key, new char[0], new X509Certificate[] {certificate});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, new char[0]);
      KeyStore trusted = empty();
      trusted.setCertificateEntry(ALIAS, certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM cannot speak TLS", e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
