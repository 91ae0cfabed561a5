// Qt SCXML's side of bench/run scxml: a chart loaded at run time ("dynamic"). Prints one JSON object.
//   bench_qt single|batched CHART EVENT COUNT
// single: each event is processed before the next is sent; batched: a hundred are sent at a time.
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScxmlDataModel>
#include <QScxmlStateMachine>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace {

void send(QScxmlStateMachine& machine, const QString& event, long count, long batch) {
  for (long i = 0; i < count; ++i) {
    machine.submitEvent(event);
    if ((i + 1) % batch == 0) QCoreApplication::processEvents();
  }
  QCoreApplication::processEvents();
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  if (argc != 5) return 2;
  const long batch = QString(argv[1]) == "batched" ? 100 : 1;
  const QString event = argv[3];
  const long count = std::atol(argv[4]);
  const std::unique_ptr<QScxmlStateMachine> machine(QScxmlStateMachine::fromFile(argv[2]));
  for (const auto& error : machine->parseErrors()) std::fprintf(stderr, "%s\n", qPrintable(error.toString()));
  if (!machine->parseErrors().isEmpty()) return 1;
  machine->start();
  QCoreApplication::processEvents();
  send(*machine, event, 9'999, batch);
  QString data;
  for (const char* id : {"served", "rung", "closed"})
    if (machine->dataModel()->hasScxmlProperty(id))
      data += (data.isEmpty() ? "" : ", ") + QString(id) + "=" +
              machine->dataModel()->scxmlProperty(id).toString();
  const QString states = machine->activeStateNames(true).join(' ');
  QElapsedTimer timer;
  timer.start();
  send(*machine, event, count, batch);
  const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
  const QJsonObject found{
      {"states", states}, {"data", data}, {"per_second", static_cast<double>(count) / seconds}};
  std::printf("%s\n", QJsonDocument(found).toJson(QJsonDocument::Compact).constData());
  return 0;
}
