package dev.errand.almanac;

import java.util.LinkedHashMap;
import java.util.Map;

/** The same in English and Arabic. */
public record Text(String en, String ar) {

  /** By language. */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("en", en);
    map.put("ar", ar);
    return map;
  }

  /** As two members of something that has a name. */
  void name(Map<String, Object> map) {
    map.put("name_ar", ar);
    map.put("name_en", en);
  }
}
