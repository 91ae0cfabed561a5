// Any bytes read as CSV: no crash, and what could be read is written and read again unchanged.
#include <cstdint>
#include <cstdlib>

#include "report/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kyodo::report;
  const auto csv = read_csv({reinterpret_cast<const char*>(data), size}, "fuzz.csv");
  if (!csv) {
    if (csv.error().text.ja.empty() || csv.error().text.en.empty()) std::abort();
    return 0;
  }
  std::vector<std::vector<std::string>> rows;
  for (const CsvRow& row : csv->rows) rows.push_back(row.cells);
  const auto written = write_csv(csv->header, rows, Encoding::utf8);
  if (!written) std::abort();
  if (written->size() > kMaxCsvBytes) return 0;
  const auto again = read_csv(*written);
  if (!again || again->header.size() != csv->header.size() || again->rows.size() != csv->rows.size())
    std::abort();
  return 0;
}
