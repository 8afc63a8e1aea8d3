package io.durableemitter.chipingress.tls;

import io.durableemitter.api.internal.tls.PemIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Shakes hands with a server to see its certificates. Unlike a client it does not end when they are
 * not trusted: it says why they are not. Nothing is sent.
 */
public final class TlsProbe {

  private static final char[] NO_PASSWORD = {};

  private TlsProbe() {}

  /**
   * What a handshake has shown. Immutable.
   *
   * @param chain the server's certificates, its own one first
   * @param distrust why they are not trusted for this host; empty if they are
   */
  public record Shown(List<X509Certificate> chain, Optional<String> distrust) {

    /** Keeps a copy. */
    public Shown {
      chain = List.copyOf(chain);
    }
  }

  /**
   * Shakes hands.
   *
   * @param host the name that the certificate has to be for
   * @param port 1 to 65535
   * @param config whom to trust and what to show
   * @param timeout the most time to connect, and to wait for each answer
   * @return what the server has shown
   * @throws IOException if there is no connection, or the other end does not speak TLS
   * @throws GeneralSecurityException if a file of the configuration cannot be used
   */
  public static Shown shakeHands(String host, int port, TlsConfig config, Duration timeout)
      throws IOException, GeneralSecurityException {
    CapturingTrust trust = new CapturingTrust(trust(config));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(config), new TrustManager[] {trust}, null);
    int millis = (int) timeout.toMillis();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), millis);
      plain.setSoTimeout(millis);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
      }
    }
    return trust.shown();
  }

  /**
   * The certificates that a configuration shows to servers.
   *
   * @param config which files
   * @return the chain, the own one first; empty if it shows none
   * @throws IOException if a file cannot be read
   * @throws GeneralSecurityException if it is not what it should be
   */
  public static List<X509Certificate> own(TlsConfig config)
      throws IOException, GeneralSecurityException {
    return config.identity().isPresent() ? read(config.identity().get()).chain() : List.of();
  }

  private static PemIdentity read(TlsConfig.Identity files)
      throws IOException, GeneralSecurityException {
    return PemIdentity.read(files.certificateChain(), files.privateKey());
  }

  private static KeyManager[] keys(TlsConfig config) throws IOException, GeneralSecurityException {
    if (config.identity().isEmpty()) {
      return new KeyManager[0];
    }
    PemIdentity pair = read(config.identity().get());
    KeyStore store = empty();
    store.setKeyEntry("own", pair.key(), NO_PASSWORD, pair.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static X509ExtendedTrustManager trust(TlsConfig config)
      throws IOException, GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (config.trusted().isPresent()) {
      factory.init(authorities(config.trusted().get()));
    } else {
      factory.init((KeyStore) null);
    }
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("this JVM has no X.509 trust manager");
  }

  private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("trusted-" + number++, one);
      }
    }
    return store;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
