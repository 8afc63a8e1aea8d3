package io.durableemitter.chipingress.tls;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.tls.FileWatch;
import io.durableemitter.api.internal.tls.PemIdentity;
import io.durableemitter.api.internal.tls.WatchedFiles;
import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextServerCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Watches the files of a {@link TlsConfig} and makes gRPC's credentials of them. Safe for
 * concurrent use; to be closed when the last connection is.
 */
public final class TlsFiles implements AutoCloseable {

  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(TlsFiles.class);
  private final FileWatch watch;
  private final Optional<AdvancedTlsX509TrustManager> trust;
  private final Optional<AdvancedTlsX509KeyManager> key;

  private TlsFiles(TlsConfig config) {
    // gRPC would do this too, but no more often than once a minute
    this.watch = new FileWatch("durable-emitter-tls-files", config.reloadInterval(), log);
    this.trust = config.trusted().map(this::trust);
    this.key = config.identity().map(this::key);
  }

  /**
   * Reads the files and begins to watch them.
   *
   * @param config which files
   * @return the files
   * @throws IllegalArgumentException if a file is missing or is not what it should be; the message
   *     names it
   */
  public static TlsFiles open(TlsConfig config) {
    return new TlsFiles(config);
  }

  private AdvancedTlsX509TrustManager trust(Path file) {
    AdvancedTlsX509TrustManager manager = newTrustManager();
    watch.add(
        new WatchedFiles(
            "X.509 certificates to trust",
            List.of(file),
            () -> manager.updateTrustCredentials(file.toFile())));
    return manager;
  }

  private AdvancedTlsX509TrustManager newTrustManager() {
    try {
      return AdvancedTlsX509TrustManager.newBuilder().build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no X.509 trust manager", e);
    }
  }

  private AdvancedTlsX509KeyManager key(TlsConfig.Identity identity) {
    AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
    Path certificates = identity.certificateChain();
    watch.add(
        new WatchedFiles(
            PemIdentity.WHAT,
            List.of(certificates, identity.privateKey()),
            () -> {
              PemIdentity pair = PemIdentity.read(certificates, identity.privateKey());
              manager.updateIdentityCredentials(
                  pair.chain().toArray(X509Certificate[]::new), pair.key());
              pair.warnIfInvalid(certificates, log);
            }));
    return manager;
  }

  /**
   * Credentials of a client, which verifies the server and its host name.
   *
   * @return the credentials
   */
  public ChannelCredentials channelCredentials() {
    SslContextBuilder context = GrpcSslContexts.forClient();
    trust.ifPresent(context::trustManager);
    key.ifPresent(context::keyManager);
    return NettySslContextChannelCredentials.create(built(context));
  }

  /**
   * Credentials of a server, which asks for a client's certificate if there is anyone to trust.
   *
   * @return the credentials
   * @throws IllegalStateException if there is no identity
   */
  public ServerCredentials serverCredentials() {
    SslContextBuilder context =
        GrpcSslContexts.configure(
            SslContextBuilder.forServer(
                key.orElseThrow(
                    () -> new IllegalStateException("a server needs a certificate and its key"))));
    trust.ifPresent(manager -> context.trustManager(manager).clientAuth(ClientAuth.REQUIRE));
    return NettySslContextServerCredentials.create(built(context));
  }

  // a resumed session is not checked again: one from before a change of trust must not serve after
  private static SslContext built(SslContextBuilder context) {
    try {
      return context.sessionTimeout(1).build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JVM cannot speak TLS: " + e.getMessage(), e);
    }
  }

  /** Ends watching. */
  @Override
  public void close() {
    watch.close();
  }
}
