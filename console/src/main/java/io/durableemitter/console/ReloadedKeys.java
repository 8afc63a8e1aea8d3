package io.durableemitter.console;

import io.durableemitter.api.internal.tls.PemIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificate that was read last. A handshake asks for the name first and for certificate
 * and key by that name, so the ones before are kept for those under way. Safe for concurrent use.
 */
final class ReloadedKeys extends X509ExtendedKeyManager {

  private record Named(String name, PemIdentity identity) {}

  private record Kept(Named last, Optional<Named> before, int count) {}

  private volatile @Nullable Kept kept;

  /** From now on; for one thread at a time. */
  void show(PemIdentity identity) {
    Kept now = kept;
    int count = now == null ? 0 : now.count + 1;
    kept =
        new Kept(
            new Named("console-" + count, identity),
            Optional.ofNullable(now).map(Kept::last),
            count);
  }

  private Optional<PemIdentity> find(String name) {
    Kept now = kept;
    if (now == null) {
      return Optional.empty();
    }
    return now.last.name.equals(name)
        ? Optional.of(now.last.identity)
        : now.before.filter(one -> one.name.equals(name)).map(Named::identity);
  }

  /** Null if there is none for this kind of key, as the JDK asks for several. */
  private @Nullable String name(String keyType) {
    Kept now = kept;
    return now != null && now.last.identity.key().getAlgorithm().equals(keyType)
        ? now.last.name
        : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return name(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return name(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String name = name(keyType);
    return name == null ? null : new String[] {name};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return find(alias)
        .map(identity -> identity.chain().toArray(X509Certificate[]::new))
        .orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return find(alias).map(PemIdentity::key).orElse(null);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
