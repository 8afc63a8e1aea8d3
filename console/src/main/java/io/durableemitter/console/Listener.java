package io.durableemitter.console;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Takes a port, with TLS if there is a certificate to show. */
final class Listener {

  private static final int BACKLOG = 50;

  private Listener() {}

  /** A server that does not answer yet. Without a port the certificate is closed. */
  static HttpServer open(InetSocketAddress address, Optional<ShownCertificate> certificate) {
    try {
      if (certificate.isEmpty()) {
        return HttpServer.create(address, BACKLOG);
      }
      HttpsServer server = HttpsServer.create(address, BACKLOG);
      server.setHttpsConfigurator(new HttpsConfigurator(certificate.get().context()));
      return server;
    } catch (IOException e) {
      certificate.ifPresent(ShownCertificate::close);
      throw new IllegalStateException(
          "the console cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
