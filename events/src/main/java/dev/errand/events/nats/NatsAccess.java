package dev.errand.events.nats;

import io.nats.client.AuthHandler;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What the service proves itself with at NATS, besides what the URLs say; null for what is not
 * used. Files are read anew for each connection.
 *
 * @param user with a password
 * @param password of the user
 * @param token in place of them
 * @param nkey a file with the seed of a user's nkey
 * @param credentials a file with a user's JWT and nkey
 * @param tls what TLS needs beyond what Java trusts
 */
public record NatsAccess(
    @Nullable String user,
    @Nullable String password,
    @Nullable String token,
    @Nullable Path nkey,
    @Nullable Path credentials,
    Tls tls) {

  /** What the URLs say is all. */
  public static final NatsAccess OPEN =
      new NatsAccess(null, null, null, null, null, new Tls(null, null, null));

  /**
   * Files in PEM.
   *
   * @param authority whose certificates are trusted
   * @param certificate of the service
   * @param key of that
   */
  public record Tls(@Nullable Path authority, @Nullable Path certificate, @Nullable Path key) {

    @Nullable SSLContext context(Vertx vertx) throws IOException {
      if (authority == null && certificate == null) {
        return null;
      }
      try {
        var context = SSLContext.getInstance("TLS");
        context.init(keys(vertx), trusted(vertx), null);
        return context;
      } catch (Exception unusable) {
        // Vert.x declares no narrower one.
        throw new IOException(
            "the files for TLS cannot be used: " + unusable.getMessage(), unusable);
      }
    }

    private KeyManager @Nullable [] keys(Vertx vertx) throws Exception {
      return certificate == null
          ? null
          : new PemKeyCertOptions()
              .setCertPath(certificate.toString())
              .setKeyPath(String.valueOf(key))
              .getKeyManagerFactory(vertx)
              .getKeyManagers();
    }

    private TrustManager @Nullable [] trusted(Vertx vertx) throws Exception {
      return authority == null
          ? null
          : new PemTrustOptions()
              .addCertPath(authority.toString())
              .getTrustManagerFactory(vertx)
              .getTrustManagers();
    }
  }

  void apply(Options.Builder options, Vertx vertx) throws IOException {
    if (credentials != null) {
      options.authHandler(Nats.credentials(credentials.toString()));
    } else if (nkey != null) {
      options.authHandler(new Signing(NKey.fromSeed(seed(nkey))));
    } else if (token != null) {
      options.token(token.toCharArray());
    } else if (user != null) {
      options.userInfo(user, password == null ? "" : password);
    }
    var context = tls.context(vertx);
    if (context != null) {
      options.sslContext(context);
    }
  }

  private static char[] seed(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("SU"))
        .findFirst()
        .orElseThrow(() -> new IOException(file + " has no line with the seed of a user, SU…"))
        .toCharArray();
  }

  /** Proves that it has the key. */
  private record Signing(NKey key) implements AuthHandler {
    @Override
    public byte[] sign(byte[] nonce) {
      try {
        return key.sign(nonce);
      } catch (GeneralSecurityException | IOException unusable) {
        throw new IllegalStateException("the nkey cannot sign", unusable);
      }
    }

    @Override
    public char[] getID() {
      try {
        return key.getPublicKey();
      } catch (GeneralSecurityException | IOException unusable) {
        throw new IllegalStateException("the nkey has no public part", unusable);
      }
    }

    @Override
    public char @Nullable [] getJWT() {
      return null;
    }
  }
}
