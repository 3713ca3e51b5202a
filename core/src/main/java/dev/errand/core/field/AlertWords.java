package dev.errand.core.field;

import dev.errand.almanac.Text;
import java.math.BigDecimal;

/** What people read of an alert. */
public record AlertWords(NdviAlert alert) {

  /** In one line: what has happened, and where. */
  public Text title() {
    var ndvi = plain(alert.ndvi());
    var place = place();
    return switch (alert.kind()) {
      case DROP ->
          new Text(
              "NDVI of %s has dropped to %s".formatted(place.en(), ndvi),
              "انخفض مؤشر NDVI في %s إلى %s".formatted(place.ar(), ndvi));
      case CRITICAL ->
          new Text(
              "NDVI of %s is critical: %s".formatted(place.en(), ndvi),
              "مؤشر NDVI في %s حرج: %s".formatted(place.ar(), ndvi));
      case ANOMALY ->
          new Text(
              "NDVI of %s is unusual: %s".formatted(place.en(), ndvi),
              "مؤشر NDVI في %s غير معتاد: %s".formatted(place.ar(), ndvi));
    };
  }

  /** What is known, and what is to be done. */
  public Text description() {
    var ndvi = plain(alert.ndvi());
    var previous = alert.previous();
    var before =
        previous == null
            ? new Text("", "")
            : new Text(
                "; it was %s before".formatted(plain(previous)),
                "، وكان %s".formatted(plain(previous)));
    var advice = advice();
    return new Text(
        "The vegetation index (NDVI) is %s%s. %s".formatted(ndvi, before.en(), advice.en()),
        "مؤشر الغطاء النباتي (NDVI) هو %s%s. %s".formatted(ndvi, before.ar(), advice.ar()));
  }

  private Text advice() {
    return alert.work().equals("irrigation")
        ? new Text(
            "See whether the plants get enough water, and look after the irrigation.",
            "تحقق من كفاية مياه الري، وتفقد شبكة الري.")
        : new Text(
            "Look at the plants on the spot, and note what is wrong with them.",
            "عاين النباتات في الموقع، وسجل ما أصابها.");
  }

  private Text place() {
    var field = alert.place().fieldId();
    var zone = alert.place().zoneId();
    return zone == null
        ? new Text("field " + field, "الحقل " + field)
        : new Text(
            "field %s, zone %s".formatted(field, zone),
            "الحقل %s، المنطقة %s".formatted(field, zone));
  }

  private static String plain(BigDecimal number) {
    return number.toPlainString();
  }
}
