import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies a delivery: the headers stand in the environment, the body comes on standard input. */
class Verify {

  static boolean isGenuine(String secret, String id, String timestamp, String signatures, byte[] body)
      throws Exception {
    if (Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) > 300) {
      return false; // Old: perhaps one that somebody has recorded.
    }
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
    mac.update((id + "." + timestamp + ".").getBytes());
    var wanted = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes();
    return Arrays.stream(signatures.split(" "))
        .anyMatch(each -> MessageDigest.isEqual(wanted, each.getBytes()));
  }

  public static void main(String[] args) throws Exception {
    var body = System.in.readAllBytes();
    if (!isGenuine(
        System.getenv("WEBHOOK_SECRET"),
        System.getenv("WEBHOOK_ID"),
        System.getenv("WEBHOOK_TIMESTAMP"),
        System.getenv("WEBHOOK_SIGNATURE"),
        body)) {
      System.err.println("Java: not genuine");
      System.exit(1);
    }
    System.out.println("Java: genuine");
  }
}
