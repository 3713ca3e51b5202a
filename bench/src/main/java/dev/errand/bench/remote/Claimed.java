package dev.errand.bench.remote;

import java.util.ArrayList;
import java.util.List;

/**
 * An execution that a worker holds, as far as it must know to end it.
 *
 * @param executionId its id
 * @param leaseToken as it stands in JSON, quotes included
 */
public record Claimed(String executionId, String leaseToken) {

  private static final String EXECUTION = "\"execution\":{\"id\":\"";
  private static final String TOKEN = "\"lease_token\":";
  private static final int ID_LENGTH = 36;

  /**
   * Finds them in the answer to a claim by looking for the two members alone: to parse all of it
   * would cost more than all else that a worker does.
   */
  public static List<Claimed> in(String answer) {
    var claimed = new ArrayList<Claimed>();
    int token = -1;
    for (int at = answer.indexOf(EXECUTION); at >= 0; at = answer.indexOf(EXECUTION, at + 1)) {
      int id = at + EXECUTION.length();
      token = answer.indexOf(TOKEN, token + 1);
      if (token < 0) {
        throw new IllegalStateException("an execution without a lease_token: " + answer);
      }
      int from = token + TOKEN.length();
      int to = from;
      while (answer.charAt(to) != ',' && answer.charAt(to) != '}') {
        to++;
      }
      claimed.add(
          new Claimed(answer.substring(id, id + ID_LENGTH), answer.substring(from, to).strip()));
    }
    return claimed;
  }

  /** The body that reports one outcome of all of them. */
  public static String outcomes(List<Claimed> claimed, String outcome) {
    var json = new StringBuilder("{\"outcomes\":[");
    for (var each : claimed) {
      json.append(json.charAt(json.length() - 1) == '[' ? "{" : ",{")
          .append("\"execution_id\":\"")
          .append(each.executionId)
          .append("\",\"lease_token\":")
          .append(each.leaseToken)
          .append(",\"outcome\":\"")
          .append(outcome)
          .append("\"}");
    }
    return json.append("]}").toString();
  }
}
