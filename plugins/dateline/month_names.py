"""The names of the months in the languages of the press, from the Unicode CLDR. Data; `moments` reads it."""

# By language, January to December; several forms of a month are joined by `/`. Case and accents are folded away, as by `text.fold`.
# The dialects of Arabic count: the Levant and Iraq have names of their own. A unique beginning of three letters is enough (`Sept.`).
MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar/janner februar marz april mai juni juli august september oktober november dezember",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "ru": (
        "января/январь февраля/февраль марта/март апреля/апрель мая/маи июня/июнь июля/июль августа/август сентября/сентябрь "
        "октября/октябрь ноября/ноябрь декабря/декабрь"
    ),
    "uk": (
        "січня/січень лютого/лютии березня/березень квітня/квітень травня/травень червня/червень липня/липень серпня/серпень "
        "вересня/вересень жовтня/жовтень листопада/листопад грудня/грудень"
    ),
    "pl": (
        "stycznia/styczen lutego/luty marca/marzec kwietnia/kwiecien maja/maj czerwca/czerwiec lipca/lipiec sierpnia/sierpien "
        "wrzesnia/wrzesien pazdziernika/pazdziernik listopada/listopad grudnia/grudzien"
    ),
    "cs": (
        "ledna/leden unora/unor brezna/brezen dubna/duben kvetna/kveten cervna/cerven/cvn cervence/cervenec/cvc srpna/srpen "
        "zari rijna/rijen listopadu/listopad prosince/prosinec"
    ),
    "sk": (
        "januara/januar februara/februar marca/marec aprila/april maja/maj juna/jun jula/jul augusta/august "
        "septembra/september oktobra/oktober novembra/november decembra/december"
    ),
    "sl": "januar februar marec april maj junij julij avgust september oktober november december",
    "hr": (
        "sijecnja/sijecanj veljace/veljaca ozujka/ozujak travnja/travanj svibnja/svibanj lipnja/lipanj srpnja/srpanj "
        "kolovoza/kolovoz rujna/rujan listopada/listopad studenoga/studeni prosinca/prosinac"
    ),
    "sr": (
        "јануар/januar фебруар/februar март/mart април мај/maj јун/jun јул/jul август/avgust септембар/septembar "
        "октобар/oktobar новембар/novembar децембар/decembar"
    ),
    "bg": "януари февруари март април маи юни юли август септември октомври ноември декември",
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "hu": "januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december",
    "tr": "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
    "el": (
        "ιανουαριου/ιανουαριοσ φεβρουαριου/φεβρουαριοσ μαρτιου/μαρτιοσ απριλιου/απριλιοσ μαιου/μαιοσ ιουνιου/ιουνιοσ "
        "ιουλιου/ιουλιοσ αυγουστου/αυγουστοσ σεπτεμβριου/σεπτεμβριοσ οκτωβριου/οκτωβριοσ νοεμβριου/νοεμβριοσ "
        "δεκεμβριου/δεκεμβριοσ"
    ),
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "fi": (
        "tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu "
        "kesakuuta/kesakuu heinakuuta/heinakuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu marraskuuta/marraskuu "
        "joulukuuta/joulukuu"
    ),
    "et": "jaanuar veebruar marts aprill mai juuni juuli august september oktoober november detsember",
    "lv": "janvaris februaris marts aprilis maijs junijs julijs augusts septembris oktobris novembris decembris",
    "lt": (
        "sausio/sausis vasario/vasaris kovo/kovas balandzio/balandis geguzes/geguze birzelio/birzelis liepos/liepa "
        "rugpjucio/rugpjutis rugsejo/rugsejis spalio/spalis lapkricio/lapkritis gruodzio/gruodis"
    ),
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nentor dhjetor",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "ms": "januari februari mac april mei jun julai ogos september oktober november disember",
    "ar": (
        "يناير/كانون_الثاني فبراير/شباط مارس/اذار ابريل/نيسان مايو/ايار يونيو/حزيران يوليو/تموز اغسطس/اب سبتمبر/ايلول "
        "اكتوبر/تشرين_الاول نوفمبر/تشرين_الثاني ديسمبر/كانون_الاول"
    ),
    "fa": "ژانویه فوریه مارس اوریل مه ژوين ژويیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "he": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "hi": "जनवरी फरवरी मारच अपरैल मई जून जुलाई अगसत सितंबर अकटूबर नवंबर दिसंबर",
    "ur": "جنوری فروری مارچ اپریل ميی جون جولايی اگست ستمبر اکتوبر نومبر دسمبر",
    "bn": "জানুযারী ফেবরুযারী মারচ এপরিল মে জুন জুলাই আগসট সেপটেমবর অকটোবর নভেমবর ডিসেমবর",
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "hy": (
        "հունվարի/հունվար փետրվարի/փետրվար մարտի/մարտ ապրիլի/ապրիլ մայիսի/մայիս հունիսի/հունիս հուլիսի/հուլիս "
        "օգոստոսի/օգոստոս սեպտեմբերի/սեպտեմբեր հոկտեմբերի/հոկտեմբեր նոյեմբերի/նոյեմբեր դեկտեմբերի/դեկտեմբեր"
    ),
    "ka": "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүиек қазан қараша желтоқсан",
    "be": (
        "студзеня/студзень лютага/люты сакавіка/сакавік красавіка/красавік мая/маи чэрвеня/чэрвень ліпеня/ліпень "
        "жніуня/жнівень верасня/верасень кастрычніка/кастрычнік лістапада/лістапад снежня/снежань"
    ),
    "ca": "gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre",
    "sw": "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
}  # fmt: skip
