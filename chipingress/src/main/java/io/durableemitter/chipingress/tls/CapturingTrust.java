package io.durableemitter.chipingress.tls;

import io.durableemitter.api.internal.text.ErrorText;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Keeps what a server shows and what another trust manager says of it, and lets each handshake go
 * on: for connections over which nothing is sent. For one handshake.
 */
final class CapturingTrust extends X509ExtendedTrustManager {

  /** What another trust manager does. */
  @FunctionalInterface
  private interface Check {
    void run() throws CertificateException;
  }

  private final X509ExtendedTrustManager judge;
  private List<X509Certificate> chain = List.of();
  private Optional<String> distrust = Optional.empty();

  CapturingTrust(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  TlsProbe.Shown shown() {
    return new TlsProbe.Shown(chain, distrust);
  }

  private void keep(X509Certificate[] certificates, Check check) {
    chain = List.of(certificates);
    try {
      check.run();
    } catch (CertificateException e) {
      Throwable root = e;
      for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
        root = root.getCause();
      }
      distrust = Optional.of(ErrorText.message(root));
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket) {
    keep(certificates, () -> judge.checkServerTrusted(certificates, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine) {
    keep(certificates, () -> judge.checkServerTrusted(certificates, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String type) {
    keep(certificates, () -> judge.checkServerTrusted(certificates, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(certificates, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(certificates, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String type)
      throws CertificateException {
    judge.checkClientTrusted(certificates, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
